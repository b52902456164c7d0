// Who is this server on 127.0.0.1? A certificate that it signed itself, made for one test by the openssl command.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Certificate = {
  /** Paths of PEM files. */
  readonly certificate: string;
  readonly key: string;
  /** The certificate as PEM: who trusts it trusts the server. */
  readonly pem: string;
};

/** @throws Error when there is no openssl */
export const makeCertificate = (): Certificate => {
  const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
  const certificate = join(folder, 'certificate.pem');
  const key = join(folder, 'key.pem');
  const made = spawnSync('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
    ...['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'],
    ...['-keyout', key, '-out', certificate],
  ]);
  if (made.status !== 0) throw new Error(`openssl made no certificate: ${made.stderr}`);
  return { certificate, key, pem: readFileSync(certificate, 'utf8') };
};
