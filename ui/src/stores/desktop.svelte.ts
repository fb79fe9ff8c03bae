// What the desktop around the window offers: tray, global shortcut.
import { toReport } from '../lib/errors';
import { host, type DesktopState, type ErrorReport } from '../lib/host';

class Desktop {
  /** Null until it is known. */
  state = $state.raw<DesktopState | null>(null);
  error = $state.raw<ErrorReport | null>(null);
  /** The window shall close, and the user is asked what that means. */
  closing = $state(false);
  #stop: (() => void)[] = [];

  /** Begins to hear when the window shall close. */
  async start(): Promise<void> {
    for (const stop of this.#stop) stop();
    this.#stop = [];
    try {
      this.#stop = await Promise.all([
        host.onCloseAsked(() => (this.closing = true)),
        host.onDesktop((state) => (this.state = state)),
      ]);
    } catch (error) {
      this.error = toReport(error);
    }
  }

  /** Asks what the desktop offers. */
  async load(): Promise<void> {
    try {
      this.state = await host.desktopState();
      this.error = null;
    } catch (error) {
      this.error = toReport(error);
    }
  }

  /** Sets the global shortcut; null turns it off. A combination that another program has is kept and said so. */
  async setShortcut(keys: string | null): Promise<void> {
    try {
      this.state = await host.shortcutSet(keys);
      this.error = null;
    } catch (error) {
      this.error = toReport(error);
    }
  }
}

export const desktop = new Desktop();
