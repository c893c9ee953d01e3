import { useTranslation } from '../../i18n';
import styles from './brand.module.css';
import { isFields } from './document';
import { NumberField, SpanField, TextField } from './fields';
import { useField } from './form';
import { AddLine, Group, RemoveButton } from './parts';
import { PartSwitch } from './Quiet';
import { useRows } from './useRows';

/** Customers never contacted for marketing, so that the whole effort can be measured. */
export function HoldOut() {
  const { value } = useField(['hold_out']);
  return (
    <>
      <PartSwitch path={['hold_out']} usual={{ percent: 5, key: '' }} />
      {isFields(value) ? (
        <div className={styles.fields}>
          <NumberField path={['hold_out', 'percent']} min={0} max={100} unit="%" />
          <TextField path={['hold_out', 'key']} />
        </div>
      ) : null}
    </>
  );
}

/** How behaviour becomes affinity. */
export function Affinity() {
  const { t } = useTranslation();
  const { rows, add } = useRows(['affinity', 'weights']);
  return (
    <>
      <div className={styles.fields}>
        <SpanField path={['affinity', 'half_life']} />
      </div>
      <Group path={['affinity', 'weights']}>
        {rows.map((row, at) => (
          <div key={row.key} className={styles.line}>
            <div className="grow">
              <TextField path={[...row.path, 'event']} required />
            </div>
            <div className={styles.number}>
              <NumberField path={[...row.path, 'weight']} />
            </div>
            <RemoveButton label={t('brand_form.remove_weight', { number: at + 1 })} onClick={row.remove} />
          </div>
        ))}
        <AddLine onClick={() => add({ event: '', weight: 1 })}>{t('brand_form.add_weight')}</AddLine>
      </Group>
    </>
  );
}
