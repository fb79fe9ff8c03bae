// Copying to the clipboard, said either way.
import { toasts } from '../stores/toasts.svelte';
import { t } from '../texts';

/** Copies a text and says `words`; where the clipboard refuses, says how to get the text by hand. */
export async function copyText(text: string, words: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toasts.show({ text: words });
  } catch {
    toasts.error({
      code: 'clipboard_refused',
      message: t.task.notCopied,
      hint: t.task.notCopiedHint(text),
      retryable: true,
    });
  }
}
