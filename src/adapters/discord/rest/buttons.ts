import { ButtonStyle, ComponentType } from 'discord.js';

/** One button under a message. */
export interface Button {
  /** Comes back when it is pressed; at most 100 characters. */
  readonly id: string;
  /** At most 80 characters. */
  readonly label: string;
}

/** Buttons in Discord's own shape. */
export interface ComponentRow {
  readonly type: ComponentType.ActionRow;
  readonly components: readonly {
    readonly type: ComponentType.Button;
    readonly style: ButtonStyle;
    readonly label: string;
    readonly custom_id: string;
  }[];
}

/**
 * One row of up to five buttons. The newer components would take the place of the text, for ever: a message that once has
 * them holds no `content` any more.
 *
 * @see https://docs.discord.com/developers/components/reference#action-row
 */
export function toComponents(buttons: readonly Button[]): readonly ComponentRow[] {
  if (buttons.length === 0) return [];
  const components = buttons.map(({ id, label }) => ({
    type: ComponentType.Button as const,
    style: ButtonStyle.Secondary,
    label,
    custom_id: id,
  }));
  return [{ type: ComponentType.ActionRow, components }];
}
