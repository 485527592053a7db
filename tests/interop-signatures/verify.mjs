// `ARTIFACT BUNDLE KEY`: exit code 0 if the npm package @sigstore/verify takes the bundle, 1 if it refuses it.
// Of a statement it checks the signature; that the statement is about the artifact is checked here.
import { createHash, createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { bundleFromJSON } from '@sigstore/bundle';
import { Verifier, toSignedEntity, toTrustMaterial } from '@sigstore/verify';

const [artifactFile, bundleFile, keyFile] = process.argv.slice(2);
const root = {
  mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
  tlogs: [], certificateAuthorities: [], ctlogs: [], timestampAuthorities: [],
};
try {
  const artifact = readFileSync(artifactFile);
  const bundle = bundleFromJSON(JSON.parse(readFileSync(bundleFile, 'utf8')));
  const publicKey = createPublicKey(readFileSync(keyFile, 'utf8'));
  const hint = createHash('sha256').update(publicKey.export({ type: 'spki', format: 'der' })).digest('base64');
  const keys = (asked) => {
    if (asked !== hint) throw new Error(`the bundle hints at key ${asked}`);
    return { publicKey, validFor: () => true };
  };
  const verifier = new Verifier(toTrustMaterial(root, keys), { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 0, tsaThreshold: 0 });
  verifier.verify(toSignedEntity(bundle, artifact));
  if (bundle.content.$case === 'dsseEnvelope') {
    const statement = JSON.parse(bundle.content.dsseEnvelope.payload.toString('utf8'));
    const digest = createHash('sha256').update(artifact).digest('hex');
    if (!statement.subject.some((subject) => subject.digest.sha256 === digest)) {
      throw new Error('the statement is about something else');
    }
  }
} catch (error) {
  console.error(`@sigstore/verify: ${error.message}`);
  process.exit(1);
}
