import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useNames } from '../api/names';
import { useCode, useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { Foreign } from '../ui/Foreign';
import { filled, listed, places } from '../ui/filled';
import type { Beat, Story } from './liveStories';

/** How many products a line names before it counts the rest. */
const NAMED = 2;

/** A customer's story as one sentence: who, and all they did, with links to the person, the sale and the message. */
export function StoryLine({ story }: { story: Story }) {
  const { t } = useTranslation();
  const { locale } = useFormat();
  const beat = useBeat();
  const who = (
    <Link to="/customers/$customer" params={{ customer: story.customer }}>
      <Foreign>{story.label}</Foreign>
    </Link>
  );
  const what = listed(locale, story.beats.map(beat));
  return <p>{filled(t('live.story', places('who', 'what')), { who, what })}</p>;
}

/** Says one thing of a story in the reader's language. */
function useBeat(): (beat: Beat) => ReactNode {
  const { t } = useTranslation();
  const format = useFormat();
  const word = useCode();
  const names = useNames('branch', 'journey', 'touchpoint');

  const named = (beat: Beat): ReactNode => {
    const shown = beat.more === 0 && beat.names.length === NAMED + 1 ? beat.names : beat.names.slice(0, NAMED);
    const pieces: ReactNode[] = shown.map(name => <Foreign key={name}>{name}</Foreign>);
    const more = beat.more + beat.names.length - shown.length;
    if (more > 0) pieces.push(t('live.more', { count: more, n: format.number(more) }));
    return listed(format.locale, pieces);
  };
  const toOrder = (beat: Beat, text: ReactNode) =>
    beat.order ? (
      <Link to="/orders/$order" params={{ order: beat.order }}>
        {text}
      </Link>
    ) : (
      text
    );
  const toMessage = (beat: Beat, text: ReactNode) =>
    beat.sendKey ? (
      <Link to="/deliveries/$sendKey" params={{ sendKey: beat.sendKey }}>
        {text}
      </Link>
    ) : (
      text
    );
  const bought = (beat: Beat) => {
    const amount = beat.amount && toOrder(beat, format.money(beat.amount));
    const key = beat.names.length > 0 ? (amount ? 'bought' : 'bought_what') : amount ? 'bought_for' : 'bought_plain';
    const what = amount ? named(beat) : toOrder(beat, named(beat));
    const text = filled(t(`live.beat.${key}`, places('what', 'amount')), { what, amount });
    return key === 'bought_plain' ? toOrder(beat, text) : text;
  };
  const about = (key: string, pieces: Record<string, ReactNode>) =>
    filled(t(`live.beat.${key}` as never, places(...Object.keys(pieces))) as string, pieces);

  return beat => {
    switch (beat.code) {
      case 'looked':
      case 'searched':
      case 'carted':
        return beat.names.length > 0 ? about(beat.code, { what: named(beat) }) : about(`${beat.code}_plain`, {});
      case 'event':
        return about('event', { what: named(beat) });
      case 'visited':
        return about('visited', { place: <Foreign>{names('touchpoint', beat.touchpoint ?? '')}</Foreign> });
      case 'came':
      case 'left':
        return about(beat.code, { place: <Foreign>{names('branch', beat.branch ?? '')}</Foreign> });
      case 'bought':
        return bought(beat);
      case 'returned':
      case 'cancelled':
        return toOrder(beat, about(beat.code, {}));
      case 'cut_off':
        return t('live.beat.cut_off', { count: beat.times, n: format.number(beat.times) });
      case 'mailed':
      case 'messaged':
      case 'shown': {
        const what = toMessage(beat, <Foreign>{names('journey', beat.journey ?? '')}</Foreign>);
        return about(beat.code, { what });
      }
      case 'voucher':
        if (!beat.amount) return toMessage(beat, about('voucher_of', { what: named(beat) }));
        return toMessage(beat, about('voucher', { amount: format.money(beat.amount) }));
      case 'redeemed': {
        const amount = beat.amount && toOrder(beat, format.money(beat.amount));
        return about('redeemed', { amount });
      }
      case 'held_back': {
        const why = word('refusal', beat.refusal ?? 'other');
        return toMessage(beat, about('held_back', { why }));
      }
      default:
        return toMessage(beat, about(beat.code, {}));
    }
  };
}
