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
      {isShown && thumbhash !== null ? <Blur key={thumbhash} thumbhash={thumbhash} /> : null}
      {isShown ? (
        <img
          key={hash}
          src={`/api/covers/${hash}/${sideFor(size)}`}
          width={size}
          height={size}
          alt=""
          loading="lazy"
          decoding="async"
          onError={() => setBroken(hash)}
        />
      ) : null}
    </span>
  );
}

/** The few colours of a picture: on a canvas, because the policy of the pages allows no picture in an address. */
function Blur({ thumbhash }: { thumbhash: string }): ReactElement {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current !== null) draw(canvas.current, thumbhash);
  }, [thumbhash]);
  return <canvas ref={canvas} />;
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
