import { type InputHTMLAttributes, type ReactElement, type ReactNode, type SelectHTMLAttributes, useEffect, useState } from 'react';
import { useMessages } from '../language/messages.js';
import { useFormat } from '../language/use-format.js';
import styles from './controls.module.css';
import { Icon } from './icons.js';
import { words } from './words.js';

interface FieldProps {
  readonly label: ReactNode;
  readonly help?: ReactNode;
  /** What is wrong with the value. */
  readonly problem?: string | undefined;
  readonly children: ReactNode;
}

/** A control with its name, help and problem. */
export const Field = ({ label, help, problem, children }: FieldProps): ReactElement => (
  // biome-ignore lint/a11y/noLabelWithoutControl: the control is among the children
  <label className={styles.field}>
    <span>{label}</span>
    {children}
    {problem === undefined ? null : (
      <small className={styles.bad} role="alert">
        {problem}
      </small>
    )}
    {help === undefined ? null : <small>{help}</small>}
  </label>
);

export const inputClass = styles.input;

export const Input = (props: InputHTMLAttributes<HTMLInputElement>): ReactElement => <input className={styles.input} {...props} />;

interface SelectProps extends Omit<SelectHTMLAttributes<HTMLSelectElement>, 'onChange'> {
  readonly options: readonly { readonly value: string; readonly name: string }[];
  readonly choose: (value: string) => void;
}

/** The system's own list: the best one on a phone. */
export const Select = ({ options, choose, ...others }: SelectProps): ReactElement => (
  <select className={styles.input} onChange={({ target }) => choose(target.value)} {...others}>
    {options.map(({ value, name }) => (
      <option key={value} value={value}>
        {name}
      </option>
    ))}
  </select>
);

interface CheckProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange'> {
  readonly label: ReactNode;
  readonly choose: (checked: boolean) => void;
}

export const Check = ({ label, choose, ...others }: CheckProps): ReactElement => (
  <label className={styles.check}>
    <input type="checkbox" onChange={({ target }) => choose(target.checked)} {...others} />
    <span>{label}</span>
  </label>
);

/** So that not every key asks the server, in milliseconds. */
const typingMs = 250;

/** Searches while typing. `value` is what is searched for now, usually from the address. */
export function SearchBox({ value, search, label }: { value: string; search: (text: string) => void; label?: string }): ReactElement {
  const say = useMessages(words);
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return undefined;
    const timer = setTimeout(() => search(text), typingMs);
    return () => clearTimeout(timer);
  }, [text, value, search]);
  return (
    <div className={styles.search}>
      <Icon name="search" size={18} />
      <input
        type="search"
        className={styles.input}
        value={text}
        aria-label={label ?? say.search}
        placeholder={label ?? say.search}
        onChange={({ target }) => setText(target.value)}
      />
    </div>
  );
}

/** Controls above a list. */
export const Bar = ({ children }: { children: ReactNode }): ReactElement => <div className={styles.bar}>{children}</div>;

interface ChipsProps<Value extends string> {
  readonly label: string;
  readonly value: Value | undefined;
  readonly options: readonly { readonly value: Value | undefined; readonly name: string; readonly count?: number | undefined }[];
  readonly choose: (value: Value | undefined) => void;
}

/** One of a few filters, each with the number of what it shows. */
export function Chips<Value extends string>({ label, value, options, choose }: ChipsProps<Value>): ReactElement {
  const format = useFormat();
  return (
    <fieldset className={styles.chips} aria-label={label}>
      {options.map((option) => (
        <button
          key={option.value ?? ''}
          type="button"
          className={styles.chip}
          aria-pressed={option.value === value}
          onClick={() => choose(option.value)}
        >
          {option.name}
          {option.count === undefined ? null : <span className="number">{format.number(option.count)}</span>}
        </button>
      ))}
    </fieldset>
  );
}
