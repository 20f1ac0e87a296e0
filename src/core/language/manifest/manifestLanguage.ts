import path from 'node:path';
import type {
  ManifestCompletion,
  ManifestConfiguration,
  ManifestDocument,
  ManifestFix,
  ManifestHover,
  ManifestLanguageCalls,
  ManifestProblem,
  TextRange,
} from '../../../shared/languageApi';
import { isModulePackage } from '../../manifest/isModulePackage';
import { checkManifest } from './checkManifest';
import { completeManifest } from './completeManifest';
import { readConfiguration } from './configuration';
import { fixesOf } from './fixes';
import { hoverManifest } from './hoverManifest';
import { ManifestText } from './manifestText';

export interface ManifestLanguageOptions {
  /** `$PM2_HOME`, as it is at the moment. */
  readonly home: () => string;
  /** Whether the package.json in a folder is that of a module that is installed. */
  readonly isInstalled: (folder: string) => boolean;
}

/** Answers what the editor asks about a package.json. */
export class ManifestLanguage implements ManifestLanguageCalls {
  /** Of the text that was asked about last: several questions follow each change. */
  private last: ManifestText | undefined;

  constructor(private readonly options: ManifestLanguageOptions) {}

  async manifestProblems(document: ManifestDocument): Promise<readonly ManifestProblem[]> {
    const text = this.moduleText(document);
    return text ? (await checkManifest(text)).map(({ problem }) => problem) : [];
  }

  async manifestFixes(document: ManifestDocument, { from, to }: TextRange): Promise<readonly ManifestFix[]> {
    const text = this.moduleText(document);
    if (!text) return [];
    const touched = (await checkManifest(text)).filter(({ problem }) => problem.from <= to && from <= problem.to);
    return (await Promise.all(touched.map((problem) => fixesOf(text, problem)))).flat();
  }

  async manifestCompletions(document: ManifestDocument, offset: number): Promise<readonly ManifestCompletion[]> {
    const text = this.read(document);
    return completeManifest(text, offset, this.isModule(text));
  }

  async manifestHover(document: ManifestDocument, offset: number): Promise<ManifestHover | undefined> {
    const text = this.moduleText(document);
    return text && hoverManifest(text, offset, this.options.home());
  }

  async manifestConfiguration(document: ManifestDocument): Promise<ManifestConfiguration | undefined> {
    const text = this.moduleText(document);
    return text && readConfiguration(text, this.options.home());
  }

  private moduleText(document: ManifestDocument): ManifestText | undefined {
    const text = this.read(document);
    return this.isModule(text) ? text : undefined;
  }

  private read(document: ManifestDocument): ManifestText {
    const { last } = this;
    if (last?.file === document.file && last.text === document.text) return last;
    this.last = new ManifestText(document);
    return this.last;
  }

  private isModule({ json, file }: ManifestText): boolean {
    return isModulePackage(json) || this.options.isInstalled(path.dirname(file));
  }
}
