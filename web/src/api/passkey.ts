import { Problem } from './problem';
import type { PasskeyBegun, PasskeyMade } from './types';

type Options = PasskeyBegun['options'];
type Answer = PasskeyMade['credential'];

/** Whether this browser can use passkeys on this page. */
export function passkeysWork(): boolean {
  return typeof globalThis.PublicKeyCredential?.parseCreationOptionsFromJSON === 'function';
}

/** Asks the device for a new passkey. */
export async function makePasskey(options: Options): Promise<Answer> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    options as unknown as PublicKeyCredentialCreationOptionsJSON,
  );
  return asked(() => navigator.credentials.create({ publicKey }));
}

/** Asks the device to sign with a passkey it has for this page. */
export async function signByPasskey(options: Options): Promise<Answer> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    options as unknown as PublicKeyCredentialRequestOptionsJSON,
  );
  return asked(() => navigator.credentials.get({ publicKey }));
}

async function asked(ask: () => Promise<Credential | null>): Promise<Answer> {
  const refused = (code: string) => new Problem(400, { code });
  try {
    const credential = await ask();
    if (credential instanceof PublicKeyCredential) return credential.toJSON() as unknown as Answer;
  } catch (error) {
    const name = error instanceof DOMException ? error.name : '';
    if (name === 'InvalidStateError') throw refused('passkey_there');
    if (name === 'SecurityError') throw refused('passkey_elsewhere');
  }
  // Browsers do not tell whether somebody closed their dialog or no passkey was there.
  throw refused('passkey_refused');
}
