import { Link, useNavigate } from '@tanstack/react-router';
import { useCallback, useEffect, useRef, useState } from 'react';
import { isAway } from '../api/reach';
import { useSignIn } from '../api/session';
import { useTranslation } from '../i18n';
import { Empty, Loading, ProblemNotice } from '../ui/Await';

/** Where a branch's link leads: the token stands behind the `#`, so it never travels in an address that is logged. */
export function BranchEnter() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { mutate, isError, error } = useSignIn();
  const [token] = useState(() => decodeURIComponent(globalThis.location.hash.slice(1)));
  const asked = useRef(false);
  const enter = useCallback(() => {
    mutate(
      { token },
      {
        onSuccess: session =>
          void (session.branch
            ? navigate({ to: '/branch/$branch', params: { branch: session.branch } })
            : navigate({ to: '/' })),
      },
    );
  }, [token, mutate, navigate]);
  useEffect(() => {
    if (!token || asked.current) return;
    asked.current = true;
    globalThis.history.replaceState(null, '', globalThis.location.pathname);
    enter();
  }, [token, enter]);
  useEffect(() => {
    document.title = `${t('sign_in.title')} · Rapport`;
  }, [t]);
  return (
    <main style={{ padding: '3rem 1.25rem', maxWidth: '34rem', margin: '0 auto' }}>
      <h1 className="sr">Rapport</h1>
      {isError ? <ProblemNotice error={error} retry={isAway(error) ? enter : undefined} /> : null}
      {token === '' ? (
        <Empty title={t('branch.no_link_title')} action={<Link to="/sign-in">{t('sign_in.title')}</Link>}>
          {t('branch.no_link')}
        </Empty>
      ) : null}
      {token !== '' && !isError ? <Loading lines={4} /> : null}
    </main>
  );
}
