import 'reflect-metadata'; // @peculiar/x509 finds its parts by it.
import { type webcrypto } from 'node:crypto';
import { Fault } from '@catalogsync/faults';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';

type CryptoKey = webcrypto.CryptoKey;

/** ECDSA on P-256: what every TLS implementation takes. */
const keyKind = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const signingAlgorithm = { ...keyKind, hash: 'SHA-256' } as const;

const yearMs = 365 * 86_400_000;
const validMs = { authority: 10 * yearMs, certificate: 2 * yearMs } as const;
/** The clock of another machine may be this much behind. */
const backdatedMs = 86_400_000;

/** Signs certificates. */
export interface Authority {
  readonly certificate: X509Certificate;
  readonly key: CryptoKey;
}

interface PemPair {
  readonly text: string;
  readonly keyText: string;
}

const newKeys = (): Promise<webcrypto.CryptoKeyPair> => crypto.subtle.generateKey(keyKind, true, ['sign', 'verify']);

async function privatePem(key: CryptoKey): Promise<string> {
  return `${PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`;
}

function validity(now: Date, lengthMs: number): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(now.getTime() - backdatedMs), notAfter: new Date(now.getTime() + lengthMs) };
}

/** A new authority that trusts only itself; it can sign no further authority. */
export async function newAuthority(now: Date): Promise<PemPair & { readonly authority: Authority }> {
  const keys = await newKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    // Told apart by its time: after a renewal, both may be in one place.
    name: `CN=Catalogsync ${now.toISOString().slice(0, 19)}`,
    ...validity(now, validMs.authority),
    keys,
    signingAlgorithm,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    ],
  });
  return {
    authority: { certificate, key: keys.privateKey },
    text: `${certificate.toString('pem')}\n`,
    keyText: await privatePem(keys.privateKey),
  };
}

/** @throws Fault `data_corrupt` */
export async function readAuthority(text: string, keyText: string, file: string): Promise<Authority> {
  try {
    const key = await crypto.subtle.importKey('pkcs8', PemConverter.decodeFirst(keyText), keyKind, false, ['sign']);
    return { certificate: new X509Certificate(text), key };
  } catch (cause) {
    throw new Fault('data_corrupt', `the certificate authority is damaged: ${file}`, {
      hint: 'Restore it with its key, or remove both and run: catalogsync keys generate',
      cause,
    });
  }
}

/**
 * A certificate for `name`, as server and as client: callers check that they reached that service, whatever its address,
 * and services which one calls.
 */
export async function issue({ certificate: issuer, key }: Authority, name: string, now: Date): Promise<PemPair> {
  const keys = await newKeys();
  const certificate = await X509CertificateGenerator.create({
    subject: `CN=${name}`,
    issuer: issuer.subject,
    ...validity(now, validMs.certificate),
    publicKey: keys.publicKey,
    signingKey: key,
    signingAlgorithm,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]),
      new SubjectAlternativeNameExtension([{ type: 'dns', value: name }]),
    ],
  });
  return { text: `${certificate.toString('pem')}\n`, keyText: await privatePem(keys.privateKey) };
}
