import { useTranslation } from '../i18n';
import { Copyable } from './Copyable';

/** Something that is shown only once: to be copied now. */
export function Secret({ value, label }: { value: string; label: string }) {
  const { t } = useTranslation();
  return <Copyable value={value} label={label} description={t('state.shown_once')} />;
}
