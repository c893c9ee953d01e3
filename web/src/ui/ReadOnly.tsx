import type { ReactNode } from 'react';
import { useMay } from '../api/session';
import { useTranslation } from '../i18n';

interface ReadOnlyProps {
  /** What one needs to change what is shown. */
  unless: string;
  children: ReactNode;
}

/** A form that whoever may not change it only looks at; it says so. */
export function ReadOnly({ unless, children }: ReadOnlyProps) {
  const { t } = useTranslation();
  if (useMay()(unless)) return children;
  return (
    <>
      <p className="notice">{t('not_allowed.read_only')}</p>
      <fieldset disabled className="bare">
        {children}
      </fieldset>
    </>
  );
}
