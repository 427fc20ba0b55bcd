import { z } from 'zod';

const MAX_BLOCKS = 50;
const MAX_MARKDOWN_CHARS = 12_000;
const text = z.looseObject({ type: z.enum(['plain_text', 'mrkdwn']), text: z.string().min(1).max(3000) });
const block = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('markdown'), text: z.string().min(1) }),
  z.looseObject({ type: z.literal('section'), text: text.optional(), fields: z.array(text).max(10).optional() }),
  z.looseObject({ type: z.literal('header'), text: z.looseObject({ text: z.string().min(1).max(150) }) }),
  z.looseObject({ type: z.literal('context'), elements: z.array(z.unknown()).min(1).max(10) }),
  z.looseObject({ type: z.literal('actions'), elements: z.array(z.unknown()).min(1).max(25) }),
  z.looseObject({ type: z.literal('divider') }),
]);

/**
 * Why Slack refuses the blocks of a message: over 50 of them, over 3,000 characters in a section, over 12,000 in all
 * Markdown blocks together, or none that it knows.
 *
 * @see https://docs.slack.dev/reference/block-kit/blocks
 */
export function faultOfBlocks(json: string): string | undefined {
  const blocks = z.array(block).safeParse(JSON.parse(json)).data;
  if (blocks === undefined) return 'invalid_blocks';
  if (blocks.length > MAX_BLOCKS) return 'msg_blocks_too_many';
  const markdown = blocks.map((one) => (one.type === 'markdown' ? one.text : '')).join('');
  return markdown.length > MAX_MARKDOWN_CHARS ? 'msg_blocks_too_long' : undefined;
}
