// Problems of lines, as the editor's gutter and underlines show them.
import { setDiagnostics, type Diagnostic } from '@codemirror/lint';
import type { EditorView } from '@codemirror/view';

export interface EditorMark {
  /** 1-based. */
  line: number;
  level: 'error' | 'warning' | 'info';
  message: string;
}

/** Shows the problems; each stands under the words of its line. */
export function showMarks(view: EditorView, marks: readonly EditorMark[]): void {
  const { doc } = view.state;
  const diagnostics = marks.map((mark): Diagnostic => {
    const line = doc.line(Math.min(Math.max(1, mark.line), doc.lines));
    const indent = line.text.length - line.text.trimStart().length;
    return {
      from: line.from + indent,
      to: Math.max(line.from + indent, line.from + line.text.trimEnd().length),
      severity: mark.level,
      message: mark.message,
    };
  });
  view.dispatch(setDiagnostics(view.state, diagnostics));
}
