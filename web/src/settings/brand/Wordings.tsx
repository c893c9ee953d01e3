import { Textarea } from '@mantine/core';
import { useTranslation } from '../../i18n';
import { languages } from '../../i18n/places';
import { useFormat } from '../../i18n/useFormat';
import styles from './brand.module.css';
import { type Fields, idOf, isFields, listOf, type Path, same, textOf, textsOf, valueAt } from './document';
import { useBrandForm, useField } from './form';
import { AddLine, Group, PickToAdd, RemoveButton } from './parts';

/**
 * The sentences people agree to. One that was saved may have been seen and is never edited: a change is a new version,
 * because each consent names the version it was given to.
 */
export function Wordings({ path, purpose }: { path: Path; purpose: string }) {
  const { t } = useTranslation();
  const { locale } = useFormat();
  const { document, saved } = useBrandForm();
  const { value, set } = useField(path);
  const list = listOf(value).filter(isFields);
  const before = listOf(saved.purposes).find(one => idOf(one) === purpose);
  const kept = listOf(before && valueAt(before, ['wordings']));
  const isKept = (one: Fields) => kept.some(old => same(old, one));
  const newest = Math.max(0, ...list.map(versionOf));
  const now = list.filter(one => versionOf(one) === newest);
  const older = list.filter(one => versionOf(one) !== newest).sort((a, b) => versionOf(b) - versionOf(a));
  const names = languages(locale);
  const named = (code: string) => names.find(one => one.value === code)?.label ?? code;
  const missing = textsOf(document.languages).filter(code => !now.some(one => one.language === code));
  const add = (version: number, language: string) => set([...list, { version, language, text: '' }]);
  return (
    <Group path={path}>
      {now.length > 0 ? <p className="small soft">{t('brand_form.version', { version: newest })}</p> : null}
      {now.map(one => {
        const language = named(textOf(one.language));
        return isKept(one) ? (
          <div key={textOf(one.language)} className={styles.kept}>
            <p className="small soft">{language}</p>
            <p lang={textOf(one.language)}>{textOf(one.text)}</p>
          </div>
        ) : (
          <div key={textOf(one.language)} className={styles.wording}>
            <Textarea
              label={language}
              lang={textOf(one.language)}
              value={textOf(one.text)}
              onChange={event => {
                const text = event.currentTarget.value;
                set(list.map(other => (other === one ? { ...one, text } : other)));
              }}
              rows={2}
              required
            />
            <div>
              <RemoveButton
                label={t('brand_form.remove', { name: language })}
                onClick={() => set(list.filter(other => other !== one))}
              />
            </div>
          </div>
        );
      })}
      <PickToAdd
        label={t('brand_form.add_wording')}
        choices={missing.map(code => ({ value: code, label: named(code) }))}
        onAdd={code => add(Math.max(newest, 1), code)}
      />
      {now.some(isKept) ? (
        <AddLine onClick={() => set([...list, ...now.map(one => ({ ...one, version: newest + 1 }))])}>
          {t('brand_form.new_version')}
        </AddLine>
      ) : null}
      {older.length > 0 ? (
        <details className={styles.older}>
          <summary className="small">{t('brand_form.older_versions', { count: older.length })}</summary>
          <ul className="log small">
            {older.map(one => (
              <li key={`${versionOf(one)} ${textOf(one.language)}`}>
                <span className="soft">
                  {t('brand_form.version', { version: versionOf(one) })} · {named(textOf(one.language))}
                </span>
                <p lang={textOf(one.language)}>{textOf(one.text)}</p>
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </Group>
  );
}

function versionOf(wording: Fields): number {
  return typeof wording.version === 'number' ? wording.version : 0;
}
