import { UserError } from '../../../base/errors';
import { message } from '../../../base/message';
import type {
  ConfigCompletion,
  ConfigUses,
  PmxTypes,
  SourceCalls,
  SourceEdit,
  SourceRequest,
  TextPlace,
} from '../../../shared/sourceApi';
import { completeConfig } from './completeConfig';
import { configUses } from './configUses';
import { declareKey } from './declareKey';
import { planPmxTypes } from './pmxTypes';
import { SourceReader, type ModuleSources } from './moduleSources';
import { renameKey } from './renameKey';

/** Answers what is asked about a module's code. */
export class SourceService implements SourceCalls {
  private readonly reader = new SourceReader();

  async configUses(request: SourceRequest): Promise<ConfigUses | undefined> {
    const sources = await this.reader.read(request);
    return sources && configUses(sources);
  }

  completeConfig(request: SourceRequest, place: TextPlace): Promise<ConfigCompletion | undefined> {
    return completeConfig(this.reader, request, place);
  }

  async renameConfigKey(request: SourceRequest, key: string, name: string): Promise<readonly SourceEdit[]> {
    return renameKey(await this.sourcesOf(request), key, name);
  }

  async planPmxTypes(request: SourceRequest): Promise<PmxTypes | undefined> {
    const sources = await this.reader.read(request);
    return sources && planPmxTypes(sources);
  }

  async declareConfigKey(request: SourceRequest, key: string): Promise<readonly SourceEdit[]> {
    return declareKey(await this.sourcesOf(request), key);
  }

  private async sourcesOf(request: SourceRequest): Promise<ModuleSources> {
    const sources = await this.reader.read(request);
    if (!sources) throw new UserError(message('{0} belongs to no module: no package.json says so.', request.file));
    return sources;
  }
}
