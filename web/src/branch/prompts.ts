import type { Prompt } from '../api/types';

/** How much time a prompt has left, in milliseconds; never less than none. */
export function timeLeft(prompt: Pick<Prompt, 'expires'>, now: number): number {
  return Math.max(0, new Date(prompt.expires).getTime() - now);
}

/** A clock that runs down: `4:07`, or `1:55:07` when hours are left. */
export function clock(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  const two = (value: number) => String(value).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  const rest = two(seconds % 60);
  return minutes < 60 ? `${minutes}:${rest}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${rest}`;
}

/** How much of a prompt's life is left, from 1 to 0. */
export function shareLeft(prompt: Pick<Prompt, 'expires' | 'came_in'>, now: number): number {
  const life = new Date(prompt.expires).getTime() - new Date(prompt.came_in).getTime();
  return life <= 0 ? 0 : Math.min(1, timeLeft(prompt, now) / life);
}

/** Prompts that may still be answered: an expired one is not shown, even before the server says so. Who came last stands first. */
export function stillOpen(prompts: readonly Prompt[], now: number): Prompt[] {
  return prompts.filter(prompt => timeLeft(prompt, now) > 0).sort((a, b) => b.came_in.localeCompare(a.came_in));
}
