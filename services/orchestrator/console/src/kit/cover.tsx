import { type ReactElement, useEffect, useRef, useState } from 'react';
import { thumbHashToRGBA } from 'thumbhash';
import styles from './cover.module.css';
import { Icon } from './icons.js';

interface CoverProps {
  /** Of the API; null if there is no picture. */
  readonly hash: string | null;
  /** In base64; stands in for the picture until it is there. */
  readonly thumbhash: string | null;
  /** Width and height in CSS pixels. */
  readonly size: number;
}

/** The sides that the API has pictures of, in pixels. */
const sides = [96, 300, 640] as const;

/** Those of rows that are only scrolled past are neither painted nor loaded: a dozen of them take longer than a frame. In milliseconds. */
const settledMs = 100;

/** The smallest picture that is sharp on a screen of two pixels for one. */
const sideFor = (size: number): number => sides.find((side) => side >= 2 * size) ?? 640;

/** A cover: square, and of its size from the start, so that nothing moves when the picture comes. Its name stands beside it. */
export function Cover({ hash, thumbhash, size }: CoverProps): ReactElement {
  // By hash: rows are used again for other songs.
  const [broken, setBroken] = useState<string>();
  const isShown = hash !== null && broken !== hash;
  return (
    <span className={styles.cover} style={{ width: size, height: size }} aria-hidden="true">
      {isShown ? null : <Icon name="note" size={Math.min(48, Math.round(size * 0.5))} />}
      {isShown ? <Picture key={hash} hash={hash} thumbhash={thumbhash} size={size} broken={() => setBroken(hash)} /> : null}
    </span>
  );
}

/**
 * Painted and loaded once it stays in sight. The few colours that stand in for it are on a canvas, because the policy of the pages
 * allows no picture in an address.
 */
function Picture({ hash, thumbhash, size, broken }: CoverProps & { readonly hash: string; readonly broken: () => void }): ReactElement {
  const canvas = useRef<HTMLCanvasElement>(null);
  const image = useRef<HTMLImageElement>(null);
  useEffect(() => {
    const timer = setTimeout(() => {
      if (canvas.current !== null && thumbhash !== null) draw(canvas.current, thumbhash);
      if (image.current !== null) image.current.src = `/api/covers/${hash}/${sideFor(size)}`;
    }, settledMs);
    return () => clearTimeout(timer);
  }, [hash, thumbhash, size]);
  return (
    <>
      {thumbhash === null ? null : <canvas ref={canvas} />}
      <img ref={image} width={size} height={size} alt="" loading="lazy" decoding="async" onError={broken} />
    </>
  );
}

function draw(canvas: HTMLCanvasElement, thumbhash: string): void {
  try {
    const { w, h, rgba } = thumbHashToRGBA(Uint8Array.from(atob(thumbhash), (sign) => sign.charCodeAt(0)));
    canvas.width = w;
    canvas.height = h;
    canvas.getContext('2d')?.putImageData(new ImageData(new Uint8ClampedArray(rgba), w, h), 0, 0);
  } catch {
    // Without it the place stays grey until the picture comes.
  }
}
