module consumer {
  requires org.libbpfjava;
}
