import { eastAsianWidth } from 'get-east-asian-width';

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const ASCII = /^[\u0020-\u007E]*$/;
const PICTURE = /\p{Emoji_Presentation}|\uFE0F|\p{Regional_Indicator}/u;
const UNSEEN = /^[\p{M}\p{Cf}\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}]+$/u;

/** How many columns a text takes in a fixed-width font: two for an emoji or an ideograph, none for what is not seen. */
export function displayWidth(text: string): number {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes.segment(text)) {
    if (PICTURE.test(segment)) width += 2;
    else if (!UNSEEN.test(segment)) width += eastAsianWidth(segment.codePointAt(0) ?? 0);
  }
  return width;
}
