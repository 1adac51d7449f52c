/** How far a page was scrolled is kept with its entry in the history of the tab. */
interface Scrolled {
  readonly scrolled?: number;
}

/** Before another page: keeps how far this one is scrolled, and begins that one at its top. A part of the same page stays where it is. */
export function leaveScrolled(to: string): void {
  history.replaceState({ scrolled: scrollY }, '');
  if (to !== location.pathname) scrollTo(0, 0);
}

/** A list grows while it is read: its place is looked for this often, once a frame. */
const mostFrames = 90;

/** Goes back to where a page was, once it is long enough. Call it once. */
export function restoreScrolling(): void {
  history.scrollRestoration = 'manual';
  window.addEventListener('popstate', ({ state }) => {
    const { scrolled = 0 } = (state ?? {}) as Scrolled;
    let frames = 0;
    const look = (): void => {
      scrollTo(0, scrolled);
      frames += 1;
      if (Math.abs(scrollY - scrolled) > 1 && frames < mostFrames) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}
