/** Follows a condition, but only after it has held for a while: a loading state that would flash stays away. */
export function afterAWhile(condition: () => boolean, ms = 150): { readonly current: boolean } {
  let current = $state(false);
  $effect(() => {
    if (!condition()) {
      current = false;
      return;
    }
    const timer = setTimeout(() => (current = true), ms);
    return () => clearTimeout(timer);
  });
  return {
    get current() {
      return current;
    },
  };
}
