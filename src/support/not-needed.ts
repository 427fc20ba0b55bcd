/**
 * Why a wait is given up that nobody needs any more. `abort()` without a reason makes an error each time, with a stack:
 * in loops that costs more than the waits.
 */
export const NOT_NEEDED: DOMException = new DOMException('This is not needed any more.', 'AbortError');
