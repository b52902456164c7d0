// Is this peer a proxy of ours? Configured networks alone decide it.

import proxyAddr from 'proxy-addr';

/** Whether an address belongs to one of the networks. */
export type IsTrusted = (address: string) => boolean;

export const createIsTrusted = (networks: readonly string[]): IsTrusted => {
  const trust = proxyAddr.compile([...networks]);
  return (address) => trust(address, 0);
};
