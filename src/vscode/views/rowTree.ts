import {
  EventEmitter,
  MarkdownString,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  Uri,
  window,
  Range,
  type Command,
  type TreeDataProvider,
  type TreeView,
} from 'vscode';
import { DisposableStore, MutableDisposable, toDisposable, type Disposable } from '../../base/disposable';
import type { Event } from '../../base/event';
import { throttle } from '../../base/throttle';
import { hasChildren, type Place, type Row, type TooltipLine } from './row';
import { RowStore, type RowNode } from './rowStore';

/** Views change at most this often; the last change is never lost. */
const REFRESH_INTERVAL_MS = 250;

/** How often rows that tell an age are told again while nothing else happens. */
const AGE_INTERVAL_MS = 5_000;

type RevealOptions = Parameters<TreeView<RowNode>['reveal']>[1];

export interface RowTreeOptions {
  /** The view's id. */
  readonly id: string;
  /** Computes the rows from what is known now. */
  readonly rows: () => readonly Row[];
  /** The view's title behind its name, such as the module it speaks of, and what it says while it has no rows. */
  readonly caption?: () => { readonly description?: string; readonly message?: string };
  readonly changes: readonly Event<unknown>[];
  /** The rows speak of something else from now on: painted at once, so that no two views speak of different things. */
  readonly subject?: Event<unknown>;
}

/** A tree that paints rows: repaints only those that differ, at most 4 times a second, and not at all while hidden. */
export class RowTree implements TreeDataProvider<RowNode>, Disposable {
  private readonly disposables = new DisposableStore();
  private readonly store = new RowStore();
  private readonly repaintEmitter = this.disposables.add(new EventEmitter<RowNode[] | undefined>());
  private readonly aging = this.disposables.add(new MutableDisposable());
  readonly onDidChangeTreeData = this.repaintEmitter.event;
  readonly view: TreeView<RowNode>;

  constructor(private readonly options: RowTreeOptions) {
    this.view = this.disposables.add(window.createTreeView(options.id, { treeDataProvider: this }));
    const refresh = this.disposables.add(throttle(() => this.refresh(), REFRESH_INTERVAL_MS));
    for (const change of options.changes) this.disposables.add(change(refresh));
    if (options.subject) this.disposables.add(options.subject(() => this.refresh()));
    this.disposables.add(
      this.view.onDidChangeVisibility(({ visible }) => {
        this.aging.value = visible ? every(AGE_INTERVAL_MS, refresh) : undefined;
        refresh();
      }),
    );
  }

  getTreeItem(node: RowNode): TreeItem {
    node.isTooltipShown = false;
    return treeItem(node.row);
  }

  /** The pointer rests on a row. */
  resolveTreeItem(item: TreeItem, node: RowNode): TreeItem {
    node.isTooltipShown = true;
    const { row } = node;
    item.tooltip = row.tooltip ? tooltip(row.tooltip) : row.label;
    return item;
  }

  getChildren(node?: RowNode): RowNode[] {
    if (node) return [...this.store.childrenOf(node)];
    this.store.update(this.options.rows());
    this.caption();
    return [...this.store.roots];
  }

  getParent(node: RowNode): RowNode | undefined {
    return node.parent;
  }

  /** Unfolds a row and scrolls it into view, and opens the view if need be; selection and keyboard stay where they are. */
  async reveal(id: string): Promise<void> {
    const node = await this.openAt(id);
    if (!node) return;
    const last = this.store.childrenOf(node).at(-1);
    if (last) await this.scrollTo(last); // which unfolds what it is below
    await this.scrollTo(node);
  }

  /** Scrolls a row into view, and opens the view if need be; everything else stays as it is. */
  async scroll(id: string): Promise<void> {
    const node = await this.openAt(id);
    if (node) await this.scrollTo(node);
  }

  /** Opens the view with a row selected and unfolded. */
  async show(id: string): Promise<void> {
    const node = await this.openAt(id);
    if (node) await this.scrollTo(node, { select: true, focus: true, expand: true });
  }

  /** Paints what changed now, not a moment later. */
  refresh(): void {
    if (!this.view.visible) return;
    const repaint = this.store.update(this.options.rows());
    if (repaint === 'all') this.repaintEmitter.fire(undefined);
    else if (repaint.length > 0) this.repaintEmitter.fire([...repaint]);
    this.caption();
  }

  dispose(): void {
    this.disposables.dispose();
  }

  /** Opens the view, and gives the row of that id, unless the view was closed again meanwhile. */
  private async openAt(id: string): Promise<RowNode | undefined> {
    if (this.view.visible) {
      this.refresh();
      return this.store.find(id);
    }
    this.repaintAll();
    const node = this.store.find(id);
    if (node) await this.scrollTo(node);
    if (!this.isVisible()) return undefined;
    // It has only just opened. Now it asks for its rows, and only after that is there a row to scroll to.
    this.repaintAll();
    return node;
  }

  private isVisible(): boolean {
    return this.view.visible;
  }

  private async scrollTo(node: RowNode, how: RevealOptions = { select: false, focus: false }): Promise<void> {
    try {
      await this.view.reveal(node, how);
    } catch {
      // The editor has not got the row, or not any more. Nothing is lost but the scrolling.
    }
  }

  private repaintAll(): void {
    this.store.update(this.options.rows());
    this.repaintEmitter.fire(undefined);
  }

  private caption(): void {
    const { description = '', message = '' } = this.options.caption?.() ?? {};
    if (this.view.description !== description) this.view.description = description;
    if (this.view.message !== message) this.view.message = message;
  }
}

function treeItem(row: Row): TreeItem {
  const item = new TreeItem(row.label, collapsibleState(row));
  item.id = row.id;
  item.contextValue = row.context;
  item.accessibilityInformation = { label: row.spoken };
  item.description = row.description ?? '';
  if (row.icon) item.iconPath = new ThemeIcon(row.icon.id, row.icon.color ? new ThemeColor(row.icon.color) : undefined);
  if (row.place) item.command = openCommand(row.place);
  else if (row.opens) item.command = { command: row.opens, title: '', arguments: [{ row: { target: row.target } }] };
  return item;
}

function collapsibleState(row: Row): TreeItemCollapsibleState {
  if (!hasChildren(row)) return TreeItemCollapsibleState.None;
  return row.isExpanded ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed;
}

/** The first line is a heading; the others stand close below each other. All of it is untrusted, so none of it is Markdown. */
function tooltip(lines: readonly TooltipLine[]): MarkdownString {
  const markdown = new MarkdownString();
  lines.forEach(([label, value], index) => {
    if (index > 0) markdown.appendMarkdown(index === 1 ? '\n\n' : '  \n');
    if (label) markdown.appendMarkdown('**').appendText(label).appendMarkdown('** ');
    appendWords(markdown, value);
  });
  return markdown;
}

/** `appendText` alone would glue the words together, so that a long line could only break inside of them. */
function appendWords(markdown: MarkdownString, text: string): void {
  const words = text.trim().split(/ +/);
  words.forEach((word, index) => {
    if (index > 0) markdown.appendMarkdown(' ');
    markdown.appendText(word);
  });
}

function openCommand({ file, line, column = 1 }: Place): Command {
  const uri = Uri.file(file);
  const selection = line === undefined ? undefined : new Range(line - 1, column - 1, line - 1, column - 1);
  return { command: 'vscode.open', title: '', arguments: selection ? [uri, { selection, preview: true }] : [uri] };
}

function every(intervalMs: number, callback: () => void): Disposable {
  const timer = setInterval(callback, intervalMs);
  return toDisposable(() => clearInterval(timer));
}
