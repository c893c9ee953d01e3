import { useCode, useTranslation } from '../i18n';
import { useChannel } from '../ui/useChannel';

/** Where a message stands, in the words of its channel's kind: a prompt is shown, a receipt is printed, a mail is taken. */
export function useDeliveryState(): (channel: string, state: string) => string {
  const { i18n } = useTranslation();
  const word = useCode();
  const { kindOf } = useChannel();
  return (channel, state) => {
    const own = `${state}_${kindOf(channel)}`;
    return word('delivery', i18n.exists(`delivery.${own}`) ? own : state);
  };
}
