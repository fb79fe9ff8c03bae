// What floats above the window (menus, quick add, sheets): a stack, so that `Esc` closes the topmost
// thing and single keys stay dead below it.

interface Layer {
  close: () => void;
}

const stack: Layer[] = [];

/** Puts a layer on top; returns how to take it off again. `close` is called when `Esc` is pressed. */
export function pushLayer(close: () => void): () => void {
  const layer: Layer = { close };
  stack.push(layer);
  return () => {
    const at = stack.indexOf(layer);
    if (at >= 0) stack.splice(at, 1);
  };
}

/** Closes the topmost layer; false when nothing floats. */
export function closeTopLayer(): boolean {
  const layer = stack.at(-1);
  layer?.close();
  return layer !== undefined;
}

/** Returns whether anything floats above the window. */
export function hasLayer(): boolean {
  return stack.length > 0;
}
