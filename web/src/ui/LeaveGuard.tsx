import { useBlocker } from '@tanstack/react-router';
import { useTranslation } from '../i18n';
import { Confirm } from './Confirm';

/** Asks before a page is left with work that is kept nowhere; also the browser does, when its window is closed. */
export function LeaveGuard({ unsaved, text }: { unsaved: () => boolean; text: string }) {
  const { t } = useTranslation();
  const leaving = useBlocker({ shouldBlockFn: unsaved, enableBeforeUnload: unsaved, withResolver: true });
  if (leaving.status !== 'blocked') return null;
  return (
    <Confirm
      opened
      grave
      onClose={leaving.reset}
      title={t('leave.title')}
      verb={t('leave.verb')}
      onConfirm={leaving.proceed}
    >
      <p>{text}</p>
    </Confirm>
  );
}
