// Where on the settings screen the user wants to be.
class Place {
  /** The setting that is to have the focus, as soon as it is there. */
  wanted = $state<string | null>(null);
}

export const place = new Place();
