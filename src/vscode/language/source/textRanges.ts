import { Position, Range, Uri, WorkspaceEdit } from 'vscode';
import type { SourceEdit, TextRange } from '../../../shared/sourceApi';

export function toRange({ start, end }: TextRange): Range {
  return new Range(new Position(start.line, start.character), new Position(end.line, end.character));
}

export function toWorkspaceEdit(edits: readonly SourceEdit[]): WorkspaceEdit {
  const edit = new WorkspaceEdit();
  for (const { file, range, text } of edits) edit.replace(Uri.file(file), toRange(range), text);
  return edit;
}
