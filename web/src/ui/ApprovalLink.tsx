import { Link } from '@tanstack/react-router';
import { useTranslation } from '../i18n';

/** The way to the approval by which something was done. */
export function ApprovalLink({ approval }: { approval: string }) {
  const { t } = useTranslation();
  return (
    <Link to="/approvals/$approval" params={{ approval }} className="small">
      {t('trace.by_approval')}
    </Link>
  );
}
