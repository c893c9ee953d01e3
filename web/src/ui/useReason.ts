import { useCode, useTranslation } from '../i18n';
import { foreign } from '../i18n/foreign';

/** A reason in the reader's words; what someone else's server answered is repeated as it was. */
export function useReason(): (code: string) => string {
  const { i18n } = useTranslation();
  const word = useCode();
  return code => (i18n.exists(`refusal.${code}`) ? word('refusal', code) : foreign(code));
}
