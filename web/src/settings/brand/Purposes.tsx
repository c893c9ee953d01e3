import { useCode, useTranslation } from '../../i18n';
import styles from './brand.module.css';
import { idOf, listOf, type Path, textOf, valueAt } from './document';
import { SelectField, SpanField } from './fields';
import { useBrandForm, useField } from './form';
import { AddById, GroupProblem, RemoveButton } from './parts';
import { useRows } from './useRows';
import { Wordings } from './Wordings';

/** What people may be contacted for, and how they are asked. */
export function Purposes() {
  const { t } = useTranslation();
  const { rows, add } = useRows(['purposes']);
  const { error } = useField(['purposes']);
  return (
    <>
      <GroupProblem error={error} />
      {rows.map(row => (
        <Purpose key={idOf(row.value) ?? row.key} path={row.path} onRemove={row.remove} />
      ))}
      <AddById
        label={t('brand_form.new_purpose')}
        hint={t('brand_form.new_purpose_hint')}
        taken={rows.map(row => idOf(row.value) ?? '')}
        verb={t('brand_form.add_purpose')}
        onAdd={id => add({ id, kind: 'marketing', wordings: [], expires_after: null })}
      />
      <div className={styles.fields}>
        <SpanField path={['confirm_within']} />
      </div>
    </>
  );
}

function Purpose({ path, onRemove }: { path: Path; onRemove: () => void }) {
  const { t } = useTranslation();
  const word = useCode();
  const { document } = useBrandForm();
  const purpose = valueAt(document, path);
  const id = idOf(purpose) ?? '';
  const asks = textOf(valueAt(document, [...path, 'kind'])) !== 'service';
  const has = listOf(valueAt(document, [...path, 'wordings'])).length > 0;
  const kinds = ['marketing', 'service'].map(value => ({ value, label: word('brand_kind', value) }));
  return (
    <fieldset className={styles.item} aria-label={word('purpose', id)}>
      <div className="between">
        <h3>
          {word('purpose', id)} <code className="soft">{id}</code>
        </h3>
        <RemoveButton label={t('brand_form.remove', { name: word('purpose', id) })} onClick={onRemove} />
      </div>
      <div className={styles.fields}>
        <SelectField path={[...path, 'kind']} choices={kinds} />
        {asks ? <SpanField path={[...path, 'expires_after']} optional /> : null}
      </div>
      {asks || has ? <Wordings path={[...path, 'wordings']} purpose={id} /> : null}
    </fieldset>
  );
}
