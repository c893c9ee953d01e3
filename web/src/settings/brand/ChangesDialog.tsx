import { useTranslation } from '../../i18n';
import { nameOf } from '../../i18n/places';
import { useFormat } from '../../i18n/useFormat';
import { Confirm } from '../../ui/Confirm';
import { Foreign } from '../../ui/Foreign';
import styles from './brand.module.css';
import type { Change } from './changes';
import { idOf, isFields, type Json } from './document';
import { useFieldWords } from './form';
import { saySpan } from './span';

interface ChangesDialogProps {
  brand: string;
  changes: readonly Change[];
  onClose: () => void;
  onSave: () => void;
  busy: boolean;
}

/** What saving would change, before it is saved: the settings hold at once and for everybody. */
export function ChangesDialog({ brand, changes, onClose, onSave, busy }: ChangesDialogProps) {
  const { t } = useTranslation();
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t('brand_form.save_title', { brand })}
      verb={t('action.save')}
      onConfirm={onSave}
      busy={busy}
    >
      <p>{t('brand_form.save_text')}</p>
      <ChangesList changes={changes} />
    </Confirm>
  );
}

/** Where two documents differ: the field, what it was and what it is. */
export function ChangesList({ changes }: { changes: readonly Change[] }) {
  const { t } = useTranslation();
  const { label } = useFieldWords();
  const say = useSayValue();
  // A field that was absent and is left empty reads the same before and after.
  const seen = changes.filter(({ field, before, after }) => say(field, before) !== say(field, after));
  return (
    <dl className={styles.changes}>
      {seen.map(change => (
        <div key={`${change.name} ${change.before === undefined}`}>
          <dt className="small soft">
            {change.of.length > 0
              ? t('brand_form.field_of', { field: label(change.field), of: change.of.join(', ') })
              : label(change.field)}
          </dt>
          <dd>
            <span className="sr">{t('brand_form.before')} </span>
            <del>
              <Foreign>{say(change.field, change.before)}</Foreign>
            </del>{' '}
            <span aria-hidden="true">→</span> <span className="sr">{t('brand_form.after')} </span>
            <ins>
              <Foreign>{say(change.field, change.after)}</Foreign>
            </ins>
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** A value of a field in a few words: a share with its sign, countries and languages by their names. */
function useSayValue(): (field: string, value: Json | undefined) => string {
  const { t } = useTranslation();
  const format = useFormat();
  const list = new Intl.ListFormat(format.locale, { type: 'unit', style: 'short' });
  const sayOf = (field: string, value: Json): string => {
    if (typeof value === 'number' && field.endsWith('percent')) return format.share(value / 100);
    if (typeof value === 'string' && value !== '' && field === 'country') return nameOf('region', value, format.locale);
    if (Array.isArray(value) && field === 'languages') {
      return list.format(value.map(code => nameOf('language', String(code), format.locale))) || '–';
    }
    return say(value);
  };
  const say = (value: Json | undefined): string => {
    if (value === undefined || value === null || value === '') return '–';
    if (typeof value === 'boolean') return t(value ? 'brand_form.yes' : 'brand_form.no');
    if (typeof value === 'number') return format.number(value);
    if (typeof value === 'string') return saySpan(value, format.locale);
    if (Array.isArray(value)) return value.map(say).join('; ') || '–';
    return sayFields(value);
  };
  const sayFields = (value: { [key: string]: Json }): string => {
    if (typeof value.minor === 'number' && typeof value.currency === 'string') {
      return format.money({ minor: value.minor, currency: value.currency });
    }
    return idOf(value) ?? Object.values(value).map(say).join(' · ');
  };
  return (field, value) => {
    if (value === undefined || (isFields(value) && Object.keys(value).length === 0)) return '–';
    return sayOf(field, value);
  };
}
