import { useTranslation } from '../../i18n';
import { countries } from '../../i18n/places';
import { useFormat } from '../../i18n/useFormat';
import { useChannel } from '../../ui/useChannel';
import styles from './brand.module.css';
import { idOf, listOf, type Path, textOf } from './document';
import { SelectField, TextField } from './fields';
import { useBrandForm, useField } from './form';
import { AddLine, CheckList, GroupProblem, RemoveButton } from './parts';
import { useRows } from './useRows';

/** Where the law lets a seller write to buyers without prior consent; a country that is not here has no such rule. */
export function SoftOptIn() {
  const { t } = useTranslation();
  const { rows, add } = useRows(['soft_opt_in']);
  const { error } = useField(['soft_opt_in']);
  const { document } = useBrandForm();
  return (
    <>
      <p className="small soft">{t('brand_hint.soft_opt_in')}</p>
      <GroupProblem error={error} />
      {rows.map(row => (
        <Rule key={row.key} path={row.path} onRemove={row.remove} />
      ))}
      <AddLine onClick={() => add({ country: textOf(document.country), channels: [], law: '' })}>
        {t('brand_form.add_rule')}
      </AddLine>
    </>
  );
}

function Rule({ path, onRemove }: { path: Path; onRemove: () => void }) {
  const { t } = useTranslation();
  const { nameOf } = useChannel();
  const { locale } = useFormat();
  const { document } = useBrandForm();
  const country = textOf(useField([...path, 'country']).value);
  const channels = listOf(document.channels).flatMap(one => idOf(one) ?? []);
  return (
    <fieldset className={styles.item} aria-label={country}>
      <div className={styles.line}>
        <div className="grow">
          <SelectField path={[...path, 'country']} choices={countries(locale)} none={t('brand_form.no_country')} />
        </div>
        <RemoveButton label={t('brand_form.remove_rule', { country })} onClick={onRemove} />
      </div>
      <CheckList path={[...path, 'channels']} choices={channels.map(value => ({ value, label: nameOf(value) }))} />
      <TextField path={[...path, 'law']} />
    </fieldset>
  );
}
