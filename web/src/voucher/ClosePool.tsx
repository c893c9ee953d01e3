import type { PoolView } from '../api/types';
import { useClosePool } from '../api/vouchers';
import { useTranslation } from '../i18n';
import { Confirm } from '../ui/Confirm';
import { useSay } from '../ui/notices';

/** Lets a pool give no more codes, or give them again; those that were given stay good either way. */
export function ClosePool({ pool, onClose }: { pool: PoolView; onClose: () => void }) {
  const { t } = useTranslation();
  const say = useSay();
  const change = useClosePool();
  const act = pool.closed ? 'reopen' : 'close';
  const confirm = () =>
    change.mutate(
      { pool: pool.id, closed: !pool.closed },
      {
        onSuccess: () => {
          say(t(`vouchers.${act}_done`, { name: pool.name }));
          onClose();
        },
      },
    );
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t(`vouchers.${act}_title`, { name: pool.name })}
      verb={t(`vouchers.${act}`)}
      busy={change.isPending}
      error={change.error}
      onConfirm={confirm}
    >
      <p>{t(`vouchers.${act}_text`)}</p>
    </Confirm>
  );
}
