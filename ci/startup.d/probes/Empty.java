/** What every Java program costs. */
final class Empty {
  public static void main(String[] args) {}
}
