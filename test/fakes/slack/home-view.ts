import { z } from 'zod';

const plainText = (max: number) =>
  z.strictObject({ type: z.literal('plain_text'), text: z.string().min(1).max(max), emoji: z.boolean().optional() });
const anyText = (max: number) =>
  z.union([
    plainText(max),
    z.strictObject({
      type: z.literal('mrkdwn'),
      text: z.string().min(1).max(max),
      verbatim: z.boolean().optional(),
    }),
  ]);
const button = z.strictObject({
  type: z.literal('button'),
  action_id: z.string().min(1).max(255),
  text: plainText(75),
  value: z.string().min(1).max(2000).optional(),
  accessibility_label: z.string().max(75).optional(),
});
const block = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('header'), text: plainText(150), block_id: z.string().max(255).optional() }),
  z.strictObject({
    type: z.literal('section'),
    text: anyText(3000).optional(),
    fields: z.array(anyText(2000)).max(10).optional(),
    accessory: button.optional(),
    block_id: z.string().max(255).optional(),
  }),
  z.strictObject({
    type: z.literal('actions'),
    elements: z.array(button).min(1).max(25),
    block_id: z.string().optional(),
  }),
  z.strictObject({ type: z.literal('context'), elements: z.array(anyText(3000)).min(1).max(10) }),
  z.strictObject({ type: z.literal('divider') }),
]);

/** @see https://docs.slack.dev/reference/views/home-tab-views */
const homeView = z
  .strictObject({
    type: z.literal('home'),
    blocks: z.array(block).min(1).max(100),
    private_metadata: z.string().max(3000).optional(),
    callback_id: z.string().max(255).optional(),
    external_id: z.string().max(255).optional(),
  })
  .refine(({ blocks }) => {
    const ids = blocks.flatMap((one) => (one.type === 'actions' ? one.elements.map(({ action_id: id }) => id) : []));
    return new Set(ids).size === ids.length;
  }, 'an action_id stands twice');

/** A Home tab that Slack takes. */
export type HomeView = z.infer<typeof homeView>;

/**
 * Reads a view as strictly as Slack does.
 *
 * @see https://docs.slack.dev/reference/block-kit/blocks
 */
export function parseHomeView(json: string): {
  readonly view: HomeView | undefined;
  readonly faults: readonly string[];
} {
  const parsed = homeView.safeParse(JSON.parse(json));
  return {
    view: parsed.data,
    faults: parsed.error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [],
  };
}

/** Everything that a person reads in a view, one line per block. */
export function textOfHome({ blocks }: HomeView): string {
  return blocks
    .map((one) => {
      if (one.type === 'header') return one.text.text;
      if (one.type === 'section') return one.text?.text ?? '';
      if (one.type === 'context') return one.elements.map(({ text }) => text).join(' ');
      return one.type === 'actions' ? one.elements.map(({ text }) => `[${text.text}]`).join(' ') : '';
    })
    .join('\n');
}
