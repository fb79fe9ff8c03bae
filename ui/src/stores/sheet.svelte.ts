// The sheet of keyboard shortcuts.
class Sheet {
  open = $state(false);

  toggle(): void {
    this.open = !this.open;
  }
}

export const sheet = new Sheet();
