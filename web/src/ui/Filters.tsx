import { NativeSelect, TextInput } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useTranslation } from '../i18n';
import { foreign } from '../i18n/foreign';

/** One choice by which a list is cut down: what it is called in the address and on the screen, and its values with their words. */
export interface Choice<N extends string> {
  name: N;
  label: string;
  options: readonly (readonly [value: string, text: string])[];
}

interface FiltersProps<N extends string> {
  choices: readonly Choice<N>[];
  /** What is chosen, by name; nothing means all. */
  chosen: Partial<Record<N | 'from' | 'until', string>>;
  onChoose: (name: N | 'from' | 'until', value: string) => void;
  /** What else is asked, such as the order. */
  children?: ReactNode;
}

/** By what a list is cut down, over all of its rows; on a phone it is folded away. */
export function Filters<N extends string>({ choices, chosen, onChoose, children }: FiltersProps<N>) {
  const { t } = useTranslation();
  const phone = useMediaQuery('(max-width: 40rem)');
  const fields = (
    <div className="columns" style={{ gridTemplateColumns: 'repeat(auto-fit, minmax(10.5rem, 1fr))' }}>
      {choices.map(({ name, label, options }) => (
        <NativeSelect
          key={name}
          label={label}
          value={chosen[name] ?? ''}
          onChange={event => onChoose(name, event.currentTarget.value)}
          data={[
            { value: '', label: t('deliveries.all') },
            ...options.map(([value, text]) => ({ value, label: foreign(text) })),
          ]}
        />
      ))}
      {(['from', 'until'] as const).map(end => (
        <TextInput
          key={end}
          type="date"
          label={t(`deliveries.${end}`)}
          value={chosen[end] ?? ''}
          onChange={event => onChoose(end, event.currentTarget.value)}
        />
      ))}
      {children}
    </div>
  );
  if (!phone) return fields;
  return (
    <details>
      <summary>{t('deliveries.filters')}</summary>
      {fields}
    </details>
  );
}
