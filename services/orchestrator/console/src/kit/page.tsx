import { Fragment, type ReactElement, type ReactNode } from 'react';
import styles from './page.module.css';

interface PageProps {
  readonly title: ReactNode;
  /** One sentence under the title, where the title does not say enough. */
  readonly about?: ReactNode;
  /** What can be done here, right of the title. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** One page: a heading, its actions, its content. */
export function Page({ title, about, actions, children }: PageProps): ReactElement {
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <div className={styles.titles}>
          <h1 tabIndex={-1}>{title}</h1>
          {about === undefined ? null : <p className={styles.about}>{about}</p>}
        </div>
        {actions}
      </header>
      {children}
    </div>
  );
}

interface CardProps {
  readonly title?: ReactNode;
  readonly actions?: ReactNode;
  /** Rows reach the edges. */
  readonly flush?: boolean;
  readonly id?: string;
  readonly children: ReactNode;
}

export function Card({ title, actions, flush = false, id, children }: CardProps): ReactElement {
  return (
    <section className={styles.card} id={id}>
      {title === undefined && actions === undefined ? null : (
        <div className={styles.cardHead}>
          <h2>{title}</h2>
          {actions}
        </div>
      )}
      <div className={flush ? styles.flush : styles.cardBody}>{children}</div>
    </section>
  );
}

/** Cards side by side where there is room. */
export const Columns = ({ children }: { children: ReactNode }): ReactElement => <div className={styles.columns}>{children}</div>;

/** A small grey remark. */
export const Note = ({ children }: { children: ReactNode }): ReactElement => <p className={styles.note}>{children}</p>;

/** Names and values, one pair a line. Pairs without a value are left out. */
export const Facts = ({ facts }: { facts: readonly (readonly [name: string, value: ReactNode])[] }): ReactElement => (
  <dl className={styles.facts}>
    {facts
      .filter(([, value]) => value !== undefined && value !== null && value !== '')
      .map(([name, value]) => (
        <Fragment key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </Fragment>
      ))}
  </dl>
);
