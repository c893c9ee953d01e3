import { useCode, useTranslation } from '../../i18n';
import styles from './brand.module.css';
import { Caps } from './Caps';
import { idOf, type Path, textOf, valueAt } from './document';
import { MoneyField, SelectField, SwitchField } from './fields';
import { useBrandForm, useField } from './form';
import { AddById, GroupProblem, RemoveButton } from './parts';
import { useRows } from './useRows';

const MEDIA = ['email', 'phone', 'device', 'presence'];

/** The ways to reach people: what each costs, how often it may be used, and what it demands. */
export function Channels() {
  const { t } = useTranslation();
  const { rows, add } = useRows(['channels']);
  const { error } = useField(['channels']);
  const { document } = useBrandForm();
  return (
    <>
      <GroupProblem error={error} />
      {rows.map(row => (
        <Channel key={idOf(row.value) ?? row.key} path={row.path} onRemove={row.remove} />
      ))}
      <AddById
        label={t('brand_form.new_channel')}
        hint={t('brand_form.new_channel_hint')}
        taken={rows.map(row => idOf(row.value) ?? '')}
        verb={t('brand_form.add_channel')}
        onAdd={id =>
          add({
            id,
            medium: 'email',
            unit_cost: { minor: 0, currency: textOf(document.currency) || 'EUR' },
            caps: [],
            double_opt_in: false,
            keeps_quiet_hours: true,
            says_how_to_object: false,
          })
        }
      />
    </>
  );
}

function Channel({ path, onRemove }: { path: Path; onRemove: () => void }) {
  const { t } = useTranslation();
  const word = useCode();
  const { document } = useBrandForm();
  const id = idOf(valueAt(document, path)) ?? '';
  const media = MEDIA.map(value => ({ value, label: word('brand_medium', value) }));
  return (
    <fieldset className={styles.item} aria-label={word('channel', id)}>
      <div className="between">
        <h3>
          {word('channel', id)} <code className="soft">{id}</code>
        </h3>
        <RemoveButton label={t('brand_form.remove', { name: word('channel', id) })} onClick={onRemove} />
      </div>
      <div className={styles.fields}>
        <SelectField path={[...path, 'medium']} choices={media} />
        <MoneyField path={[...path, 'unit_cost']} currency={textOf(document.currency) || 'EUR'} />
      </div>
      <Caps path={[...path, 'caps']} />
      <div className="stack tight">
        <SwitchField path={[...path, 'double_opt_in']} />
        <SwitchField path={[...path, 'keeps_quiet_hours']} />
        <SwitchField path={[...path, 'says_how_to_object']} />
      </div>
    </fieldset>
  );
}
