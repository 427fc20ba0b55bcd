/** A chunk in the making: where it stands and what it says, before keys are made unique and hashes are taken. */
export interface Draft {
  /** Names from the outside in, such as `experience`, `Acme Robotics`; they become the place in the key. */
  readonly place: readonly string[];
  /** The breadcrumb, outermost first. */
  readonly crumbs: readonly string[];
  readonly text: string;
  readonly hints: string;
  readonly link?: string | undefined;
}
