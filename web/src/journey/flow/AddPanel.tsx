import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from '../../i18n';
import { KINDS, type StepKind } from '../document';
import { iconOf } from '../stepLook';
import styles from './Flow.module.css';

interface AddPanelProps {
  after: string;
  onAdd: (kind: StepKind) => void;
  onCancel: () => void;
}

/** Which sort of step is put onto the chosen way. */
export function AddPanel({ after, onAdd, onCancel }: AddPanelProps) {
  const { t } = useTranslation();
  const first = useRef<HTMLHeadingElement>(null);
  useEffect(() => first.current?.focus(), []);
  return (
    <>
      <h3 ref={first} tabIndex={-1}>
        {t('flow.add_after', { step: after })}
      </h3>
      <div className={styles.kinds}>
        {KINDS.map(kind => {
          const Icon = iconOf(kind === 'set_trait' ? 'set' : kind);
          return (
            <Button key={kind} justify="start" leftSection={<Icon size={16} aria-hidden />} onClick={() => onAdd(kind)}>
              {t(`step.${kind === 'set_trait' ? 'set' : kind}`)}
            </Button>
          );
        })}
      </div>
      <div>
        <Button onClick={onCancel}>{t('action.cancel')}</Button>
      </div>
    </>
  );
}
