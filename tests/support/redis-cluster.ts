// Where does a Redis Cluster come from? Three masters on free loopback ports, which give up on a node after half a second.

export { type RedisCluster, startCluster } from '../../scripts/nodes/redis-cluster.ts';
