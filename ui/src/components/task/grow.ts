import type { Attachment } from 'svelte/attachments';

/** Lets a textarea grow with its text, where the browser does not do so by itself. */
export const grow: Attachment<HTMLTextAreaElement> = (node) => {
  if (CSS.supports('field-sizing', 'content')) return;
  let frame = 0;
  const fit = () => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => {
      node.style.height = 'auto';
      node.style.height = `${node.scrollHeight + node.offsetHeight - node.clientHeight}px`;
    });
  };
  node.addEventListener('input', fit);
  const width = new ResizeObserver(fit);
  width.observe(node.parentElement ?? node);
  fit();
  return () => {
    cancelAnimationFrame(frame);
    node.removeEventListener('input', fit);
    width.disconnect();
  };
};
