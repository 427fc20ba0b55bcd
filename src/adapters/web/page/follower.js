/** Distance to the end, in CSS pixels, within which a reader counts as being there. */
const NEAR_PX = 80;

/**
 * Keeps the end of the conversation in view, but only for a reader who is there.
 *
 * @param {HTMLButtonElement} latest leads back to the end
 */
export function createFollower(latest) {
  let isFollowing = true;
  const scroller = document.documentElement;

  const distance = () => scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop;
  const toEnd = () => scroller.scrollTo({ top: scroller.scrollHeight, behavior: 'instant' });
  const update = () => {
    isFollowing = distance() < NEAR_PX;
    latest.hidden = isFollowing;
  };
  const jump = () => {
    isFollowing = true;
    latest.hidden = true;
    toEnd();
  };

  addEventListener('scroll', update, { passive: true });
  addEventListener('resize', () => isFollowing && toEnd());
  latest.addEventListener('click', jump);
  return {
    jump,
    /** To be called whenever the conversation has grown. */
    keepUp: () => {
      if (isFollowing) toEnd();
      else latest.hidden = distance() < NEAR_PX;
    },
  };
}
