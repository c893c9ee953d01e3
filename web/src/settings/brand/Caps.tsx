import { useTranslation } from '../../i18n';
import styles from './brand.module.css';
import type { Path } from './document';
import { NumberField, SpanField } from './fields';
import { AddLine, Group, RemoveButton } from './parts';
import { useRows } from './useRows';

/** How often at most: each cap is a number of messages in a window that rolls; all of them hold. */
export function Caps({ path }: { path: Path }) {
  const { t } = useTranslation();
  const { rows, add } = useRows(path);
  return (
    <Group path={path}>
      {rows.map((row, at) => (
        <div key={row.key} className={styles.line}>
          <div className={styles.number}>
            <NumberField path={[...row.path, 'max']} whole min={1} max={4_294_967_295} hideLabel />
          </div>
          <span className={styles.between}>{t('brand_form.messages_in')}</span>
          <SpanField path={[...row.path, 'per']} hideLabel />
          <RemoveButton label={t('brand_form.remove_cap', { number: at + 1 })} onClick={row.remove} />
        </div>
      ))}
      <AddLine onClick={() => add({ max: 3, per: '7d' })}>{t('brand_form.add_cap')}</AddLine>
    </Group>
  );
}
