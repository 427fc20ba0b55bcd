import { z } from 'zod';

const customId = z.string().min(1).max(100);
const label = z.string().min(1).max(80);

/** A button that the bot is told of when it is pressed. */
const button = z.strictObject({
  type: z.literal(2),
  style: z.number().int().min(1).max(4),
  label,
  custom_id: customId,
  disabled: z.boolean().optional(),
});
const linkButton = z.strictObject({ type: z.literal(2), style: z.literal(5), label, url: z.url() });

/**
 * The components of a message, as strictly as Discord reads them: rows of buttons, each with an id of its own.
 *
 * @see https://docs.discord.com/developers/components/reference
 */
export const componentRows = z
  .array(
    z.strictObject({
      type: z.literal(1),
      components: z
        .array(z.union([button, linkButton]))
        .min(1)
        .max(5),
    }),
  )
  .max(5)
  .refine((rows) => {
    const ids = rows.flatMap(({ components }) =>
      components.flatMap((one) => ('custom_id' in one ? [one.custom_id] : [])),
    );
    return new Set(ids).size === ids.length;
  }, 'Component custom id cannot be duplicated');

/** The buttons under a message. */
export type ComponentRows = z.infer<typeof componentRows>;

/** The ids of the buttons that can be pressed, by label. */
export function toButtonIds(rows: ComponentRows): ReadonlyMap<string, string> {
  const buttons = rows.flatMap(({ components }) => components);
  return new Map(
    buttons.flatMap((one) =>
      'custom_id' in one && one.disabled !== true ? [[one.label, one.custom_id] as const] : [],
    ),
  );
}
