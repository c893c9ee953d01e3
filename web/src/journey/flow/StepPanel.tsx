import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from '../../i18n';
import { foreign } from '../../i18n/foreign';
import type { Fields } from '../../ui/json';
import { idOf, kindOf, type Operation, type WayOut, waysOf } from '../document';
import { type Found, Told } from '../Told';
import styles from './Flow.module.css';
import { StepFields } from './StepFields';

interface StepPanelProps {
  step: Fields;
  steps: readonly Fields[];
  problems: readonly Found[];
  folded: boolean;
  onOperate: (operation: Operation) => boolean;
  onRename: (to: string) => void;
  onCopy: () => void;
  onMove: () => void;
  /** Leads to the step in the text. */
  onShow: () => void;
  onFold: () => void;
  onRemove: () => void;
}

/** The chosen step with its fields, where it leads, what is wrong with it, and what can be done with it. */
export function StepPanel(props: StepPanelProps) {
  const { step, steps, problems, folded, onOperate, onRename, onCopy, onMove, onShow, onFold, onRemove } = props;
  const { t } = useTranslation();
  const id = idOf(step);
  const kind = kindOf(step);
  return (
    <>
      <h3>{kind ? t(`step.${kind === 'set_trait' ? 'set' : kind}`) : foreign(id)}</h3>
      {problems.length > 0 ? (
        <ul className={styles.problems}>
          {problems.map(problem => (
            <li key={`${problem.path} ${problem.code}`}>
              <strong>{t(problem.severity === 'error' ? 'editor.error' : 'editor.warning')}</strong>{' '}
              <Told problem={problem} />
            </li>
          ))}
        </ul>
      ) : null}
      <StepId id={id} taken={steps.map(idOf)} onRename={onRename} />
      <StepFields step={step} onChange={(path, value) => onOperate({ do: 'change', id, path, value })} />
      {waysOf(step).map(way => (
        <LeadsTo key={way.way} way={way} id={id} steps={steps} onOperate={onOperate} />
      ))}
      <div className="row">
        <Button onClick={onCopy}>{t('flow.copy')}</Button>
        <Button onClick={onMove}>{t('flow.move')}</Button>
        <Button onClick={onFold} aria-pressed={folded}>
          {t(folded ? 'flow.unfold' : 'flow.fold')}
        </Button>
        <Button onClick={onShow}>{t('flow.in_text')}</Button>
        <Button color="red" disabled={steps.length < 2} onClick={onRemove}>
          {t('flow.remove')}
        </Button>
      </div>
    </>
  );
}

/** A step's name: it is changed with everything that leads to it, once it is whole. */
function StepId({ id, taken, onRename }: { id: string; taken: readonly string[]; onRename: (to: string) => void }) {
  const { t } = useTranslation();
  const [written, setWritten] = useState(id);
  const used = written !== id && taken.includes(written);
  const good = /^[a-z0-9][a-z0-9_-]{0,63}$/.test(written);
  const settle = () => (good && !used && written !== id ? onRename(written) : undefined);
  return (
    <TextInput
      label={t('flow.name')}
      value={written}
      onChange={event => setWritten(event.currentTarget.value)}
      onBlur={settle}
      onKeyDown={event => event.key === 'Enter' && settle()}
      error={used ? t('field.id_taken') : good ? undefined : t('flow.name_hint')}
      autoCapitalize="off"
      spellCheck={false}
    />
  );
}

interface LeadsToProps {
  way: WayOut;
  id: string;
  steps: readonly Fields[];
  onOperate: (operation: Operation) => boolean;
}

/** Where a way of the step leads: to another step, to the end, or simply on. */
function LeadsTo({ way, id, steps, onOperate }: LeadsToProps) {
  const { t } = useTranslation();
  const choice = /^choice_(\d+)$/.exec(way.way)?.[1];
  const label = choice
    ? t('flow.choice_to', { number: Number(choice) })
    : t(way.way === 'next' ? 'flow.next_to' : 'flow.otherwise_to');
  // A case of a branch must name a step.
  const free = way.path[0] !== 'branch' || way.way === 'otherwise';
  return (
    <NativeSelect
      label={label}
      value={way.to ?? ''}
      data={[
        ...(free ? [{ value: '', label: t('flow.simply_on') }] : []),
        ...steps
          .map(idOf)
          .filter(one => one !== id)
          .map(one => ({ value: one, label: foreign(one) })),
        { value: '@end', label: t('step.end') },
      ]}
      onChange={event => {
        const to = event.currentTarget.value;
        if (to === '') onOperate({ do: 'change', id, path: way.path, value: undefined });
        else onOperate({ do: 'connect', id, way: way.way, to: to === '@end' ? null : to });
      }}
    />
  );
}
