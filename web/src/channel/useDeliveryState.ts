import { useCode, useTranslation } from '../i18n';

/** Where a message stands, in the words of its channel: a prompt is shown, a receipt is printed, a mail is taken. */
export function useDeliveryState(): (channel: string, state: string) => string {
  const { i18n } = useTranslation();
  const word = useCode();
  return (channel, state) => {
    const own = `${state}_${channel}`;
    return word('delivery', i18n.exists(`delivery.${own}`) ? own : state);
  };
}
